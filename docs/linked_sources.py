"""Puts the files outside of docs/ that its pages link to into the site, as pages.

On GitHub `../tf_labs/config/schema.py` leads to the file. The site has no such file, so MkDocs
gets a page of the same content for each, and the links lead there.
"""

from pathlib import Path
import posixpath
import re

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File
from mkdocs.structure.files import Files
from mkdocs.structure.files import InclusionLevel
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
PAGES = ('CONTRIBUTING.md', 'CHANGELOG.md')  # in `nav`
_LINK = re.compile(r'(?<=\]\()(?!https?://|#)([^)#\s]+)')
_LANGUAGES = {'.py': 'python'}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages of the files that are linked to, and of those that these link to."""
    texts = {path.name: path.read_text('utf-8') for path in (ROOT / 'docs').glob('*.md')}
    waiting = [*PAGES, *(target for text in texts.values() for target in _outside(text, 'docs'))]
    done: set[str] = set()
    while waiting:
        target = waiting.pop()
        if target not in done and (ROOT / target).is_file():
            done.add(target)
            files.append(_page(target, config))
            if target in PAGES:
                waiting += _outside((ROOT / target).read_text('utf-8'), '.')
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Lets the links of a page lead to the pages made above."""
    uri = page.file.src_uri
    folder = '.' if uri in PAGES else 'docs'

    def target(link: re.Match) -> str:
        path = posixpath.normpath(posixpath.join(folder, link[1]))
        place = path.removeprefix('docs/') if path.startswith('docs/') else _uri(path)
        return posixpath.relpath(place, posixpath.dirname(uri) or '.')
    return markdown if uri.startswith('source/') else _LINK.sub(target, markdown)


def _outside(text: str, folder: str) -> list[str]:
    """Returns the paths, from the root, of what a text links to outside of docs/."""
    paths = [posixpath.normpath(posixpath.join(folder, link)) for link in _LINK.findall(text)]
    return [path for path in paths if not path.startswith('docs/')]


def _uri(path: str) -> str:
    return path if path in PAGES else f'source/{path.removesuffix(".md")}.md'


def _page(path: str, config: MkDocsConfig) -> File:
    text = (ROOT / path).read_text('utf-8')
    if not path.endswith('.md'):
        language = _LANGUAGES.get(Path(path).suffix, 'text')
        text = f'---\nsearch:\n  exclude: true\n---\n\n# {path}\n\n```{language}\n{text}```\n'
    return File.generated(config, _uri(path), content=text, inclusion=InclusionLevel.NOT_IN_NAV)
