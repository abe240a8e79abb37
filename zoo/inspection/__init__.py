"""What is drawn of parts: previews, contact sheets, the arithmetic of layers."""
