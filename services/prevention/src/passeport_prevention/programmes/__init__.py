"""How programmes are found, held apart and kept within their time; what they may import is `extend`."""
