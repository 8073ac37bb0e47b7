// Exceptions across frames: the unwinder that a static program carries, with its parts for newer CPUs, runs.
#include <cstdio>
#include <stdexcept>
#include <string>

struct Left {
  int *count;
  ~Left() { ++*count; }
};

__attribute__((noinline)) static double thrower(int depth, double value, int *count) {
  Left left{count};
  if (depth == 0) throw std::runtime_error("thrown");
  return thrower(depth - 1, value * 1.5, count) + value;
}

int main() {
  int count = 0;
  try {
    std::printf("%f\n", thrower(8, 1.0, &count));
  } catch (const std::runtime_error &error) {
    if (count == 9 && std::string(error.what()) == "thrown") std::puts("oracle: started");
    return count == 9 ? 0 : 1;
  }
  return 2;
}
