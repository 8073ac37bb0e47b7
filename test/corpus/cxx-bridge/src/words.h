#pragma once
#include <memory>
#include <string>
#include <vector>
#include "rust/cxx.h"

rust::String longest(const std::vector<std::string> &words);
std::unique_ptr<std::vector<std::string>> two();
