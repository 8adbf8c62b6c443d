#pragma once

/// Elementary functions of our own, because those of the C library differ by processor and version: the same bits
/// on every x86-64 machine. Errors stay under about 1 unit in the last place (measured in
/// tests/gating/elementary_test.cpp).
namespace fcs::elementary {

[[nodiscard]] double exp(double x);
[[nodiscard]] double log(double x);    ///< -inf at 0, NaN below
[[nodiscard]] double log1p(double x);  ///< log(1 + x), accurate for small x
[[nodiscard]] double log10(double x);
[[nodiscard]] double exp10(double x);  ///< 10^x
[[nodiscard]] double sinh(double x);
[[nodiscard]] double asinh(double x);

}  // namespace fcs::elementary
