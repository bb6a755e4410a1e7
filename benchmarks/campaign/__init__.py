"""What a release is judged by: kills, commands, damaged files, pictures, full disks."""
