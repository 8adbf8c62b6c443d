#include "study/sha256.h"

#include <array>
#include <cassert>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>
#include <vector>

#include <openssl/evp.h>

namespace study {
namespace {

class Digest {
 public:
  Digest() : context_{EVP_MD_CTX_new(), EVP_MD_CTX_free} {
    [[maybe_unused]] const int started = EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
    assert(started == 1);
  }

  void add(std::string_view bytes) { EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()); }

  [[nodiscard]] std::string hexadecimal() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (unsigned i = 0; i < size; ++i) {
      text += digits[digest[i] >> 4U];
      text += digits[digest[i] & 15U];
    }
    return text;
  }

 private:
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

}  // namespace

std::string sha256(std::string_view bytes) {
  Digest digest;
  digest.add(bytes);
  return digest.hexadecimal();
}

fcs::Result<std::string> sha256_file(const std::filesystem::path& file) {
  const auto failure = [&](fcs::Code code) {
    return fcs::Error{code, {file.string(), "", {}}, "a readable file", std::generic_category().message(errno)};
  };
  std::error_code unknown;
  if (std::filesystem::exists(file, unknown) && !std::filesystem::is_regular_file(file, unknown)) {
    return fcs::Error{fcs::Code::cannot_open, {file.string(), "", {}}, "a file", "a folder or a device"};
  }
  const std::unique_ptr<std::FILE, CloseFile> in{std::fopen(file.c_str(), "rbe")};
  if (!in) return failure(fcs::Code::cannot_open);
  std::vector<char> piece(1U << 18U);
  Digest digest;
  while (const auto size = std::fread(piece.data(), 1, piece.size(), in.get())) digest.add({piece.data(), size});
  if (std::ferror(in.get()) != 0) return failure(fcs::Code::cannot_read);
  return digest.hexadecimal();
}

}  // namespace study
