"""Pure rules of publishing: what is published, where it stands, what a verification concludes."""
