"""In notebooks: `%load_ext derivations` gives `%%check`, `%check_reset` and `%derive`; sliders for derivations."""
