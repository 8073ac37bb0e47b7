#include "cxx-bridge/src/words.h"
#include <stdexcept>

rust::String longest(const std::vector<std::string> &words) {
  if (words.empty()) throw std::runtime_error("no words");
  const std::string *best = &words[0];
  for (const auto &word : words)
    if (word.size() > best->size()) best = &word;
  return *best;
}

std::unique_ptr<std::vector<std::string>> two() {
  return std::unique_ptr<std::vector<std::string>>(new std::vector<std::string>{"pi", "ferry"});
}
