"""The schemas of the labs, each under its name; those that look into a trained net together."""
