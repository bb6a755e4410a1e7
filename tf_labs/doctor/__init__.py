"""Why a net does not train: evidence, rules, findings."""
