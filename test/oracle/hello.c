// Starts, computes with floats that the compiler cannot foresee, prints its line.
#include <stdio.h>
#include <stdlib.h>

double half(double x);

int main(int count, char **words) {
  double x = half(count * 42.0);
  if (words[0] == NULL || x != 21.0 * count) return 1;
  printf("oracle: started\n");
  return 0;
}

__attribute__((noinline)) double half(double x) { return x / 2.0; }
