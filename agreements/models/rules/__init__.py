"""The constraints of agreements and proposals, and which days are plausible."""
