#include "fcs/detail/other_formats.h"

#include <array>

namespace fcs::detail {
namespace {

using namespace std::string_view_literals;

struct Format {
  std::string_view magic;
  std::string_view name;
};

constexpr auto formats = std::to_array<Format>({
    {"\xEF\xBB\xBF"
     "FCS"sv,
     "a UTF-8 byte order mark before \"FCS\"; a text editor has saved this file"sv},
    {"\xEF\xBB\xBF"sv, "UTF-8 text with a byte order mark"sv},
    {"\xFF\xFE"sv, "UTF-16 text"sv},
    {"\xFE\xFF"sv, "UTF-16 text"sv},
    {"\xFF\xD8\xFF"sv, "a JPEG picture"sv},
    {"\x89PNG"sv, "a PNG picture"sv},
    {"GIF8"sv, "a GIF picture"sv},
    {"%PDF"sv, "a PDF document"sv},
    {"PK\x03\x04"sv, "a ZIP archive (ACS, XLSX and DOCX are ZIP archives too); unpack it first"sv},
    {"\x1F\x8B"sv, "gzip-compressed data; unpack it first"sv},
    {"BZh"sv, "bzip2-compressed data; unpack it first"sv},
    {"\xFD"
     "7zXZ"sv,
     "xz-compressed data; unpack it first"sv},
    {"7z\xBC\xAF\x27\x1C"sv, "a 7-Zip archive; unpack it first"sv},
    {"\x89HDF"sv, "an HDF5 file"sv},
    {"SQLite format 3"sv, "an SQLite database"sv},
    {"version https://git-lfs"sv, "a Git LFS pointer; fetch the real file with \"git lfs pull\""sv},
    {"/annex/objects/"sv, "a git-annex pointer; fetch the real file with \"git annex get\""sv},
    {"<?xml"sv, "XML (a FlowJo workspace or a Gating-ML document?)"sv},
    {"<Workspace"sv, "a FlowJo workspace"sv},
    {"<!DOCTYPE html"sv, "an HTML page (a failed download?)"sv},
    {"<html"sv, "an HTML page (a failed download?)"sv},
});

}  // namespace

std::string_view name_of_other_format(std::string_view first_bytes) {
  for (const auto& format : formats) {
    if (first_bytes.starts_with(format.magic)) return format.name;
  }
  return {};
}

}  // namespace fcs::detail
