"""What the test images that runs got right say of accuracies, differences and ranks."""
