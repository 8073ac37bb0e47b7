// Asks libstdc++ of GCC 11 and later for GLIBCXX_3.4.29.
#include <charconv>
#include <cstring>
#include <iostream>

int main() {
  const char text[] = "21.5";
  double value = 0;
  std::from_chars(text, text + strlen(text), value);
  if (value != 21.5) return 1;
  std::cout << "oracle: started" << std::endl;
}
