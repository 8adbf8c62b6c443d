#pragma once

#include <string>
#include <string_view>

namespace gatingml_test {

/// A Gating-ML 2.0 document around `body`, which begins in its second line.
inline std::string document(std::string_view body) {
  return R"(<g:Gating-ML xmlns:g="http://www.isac-net.org/std/Gating-ML/v2.0/gating" )"
         R"(xmlns:t="http://www.isac-net.org/std/Gating-ML/v2.0/transformations" )"
         R"(xmlns:d="http://www.isac-net.org/std/Gating-ML/v2.0/datatypes">)"
         "\n" +
         std::string{body} + "\n</g:Gating-ML>\n";
}

/// `<g:tag> <d:fcs-dimension/> </g:tag>`, not compensated.
inline std::string dimension(std::string_view channel, std::string_view attributes = "",
                             std::string_view tag = "dimension") {
  const std::string name{tag};
  return "<g:" + name + R"( g:compensation-ref="uncompensated" )" + std::string{attributes} +
         R"(><d:fcs-dimension d:name=")" + std::string{channel} + R"("/></g:)" + name + ">";
}

inline std::string vertex(std::string_view x, std::string_view y) {
  return R"(<g:vertex><g:coordinate d:value=")" + std::string{x} + R"("/><g:coordinate d:value=")" + std::string{y} +
         R"("/></g:vertex>)";
}

/// A range gate on CD3.
inline std::string range(std::string_view id, std::string_view attributes = "", std::string_view content = "") {
  return R"(<g:RectangleGate g:id=")" + std::string{id} + R"(" )" + std::string{attributes} + ">" +
         std::string{content} + dimension("CD3", R"(g:min="1")") + "</g:RectangleGate>";
}

}  // namespace gatingml_test
