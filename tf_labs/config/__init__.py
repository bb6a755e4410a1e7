"""A config: its schema, its values, what they can be, and how a file becomes one."""
