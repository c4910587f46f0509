"""Figures of the suite, each measured beside a floor: the same work done by bare libraries on the same machine."""
