// Stands for a library that the board may have, may lack, or may have in another version.
int SYMBOL(void) { return 7; }
