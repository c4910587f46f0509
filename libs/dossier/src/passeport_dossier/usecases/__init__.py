"""What is done when identity finds something out about persons."""
