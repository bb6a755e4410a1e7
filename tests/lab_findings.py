"""What a lab finds, when all of it is written as a run writes it."""

from pathlib import Path

from ml_collections import ConfigDict

from tf_labs.labs import procedure


def written(compute: procedure.Compute, config: ConfigDict, workdir: Path) -> procedure.Findings:
    """Runs a lab in a new directory; returns what it found."""
    found = []

    def kept(settings: ConfigDict) -> procedure.Findings:
        found.append(compute(settings))
        return found[0]

    result = procedure.run(kept, config, str(workdir))
    assert result['lab'] == config.lab and (workdir / 'config.json').is_file()
    return found[0]
