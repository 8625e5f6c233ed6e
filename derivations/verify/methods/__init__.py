"""The methods of the judge, one a file: each proves, refutes, or abstains with a reason."""
