"""The charts of deploy/helm: what is generated in them, how they are packaged, and the programs that this takes."""
