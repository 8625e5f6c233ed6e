"""Many pages at once: in parallel, in processes that can be stopped, with results that outlast an interruption."""
