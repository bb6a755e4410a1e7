"""How feature maps come about."""
