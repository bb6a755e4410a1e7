"""AlexNet and ZFNet by arithmetic."""
