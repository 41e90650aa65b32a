"""Tools that run elsewhere than the portal."""
