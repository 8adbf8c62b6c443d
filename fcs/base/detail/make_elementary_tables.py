#!/usr/bin/env python3
"""Prints elementary_tables.h: every constant from 60-digit decimal arithmetic."""

from decimal import Decimal, ROUND_HALF_EVEN, getcontext

getcontext().prec = 60
LN2 = Decimal(2).ln()
LN10 = Decimal(10).ln()


def on_grid(value, bits):
    """`value` rounded to a multiple of 2^-bits: a double with trailing zeros, so that products with it are exact."""
    return (value * 2**bits).to_integral_value(ROUND_HALF_EVEN) / 2**bits


def literal(value):
    return float(value).hex()


def constant(name, value):
    print(f"inline constexpr double {name} = {literal(value)};")


def high_and_low(name, value, bits):
    high = on_grid(value, bits)
    constant(f"{name}_high", high)
    constant(f"{name}_low", value - high)


print("// Made by make_elementary_tables.py.")
print("#pragma once\n\n#include <array>\n\nnamespace fcs::elementary::detail {\n")
print("// high + low is the constant; high ends in so many zero bits that its product with a reduction's integer is exact.")
constant("steps_per_ln2", 128 / LN2)
high_and_low("ln2_step", LN2 / 128, 42)
constant("steps_per_log10_2", 128 * LN10 / LN2)
high_and_low("log10_2_step", LN2 / LN10 / 128, 43)
high_and_low("ln2", LN2, 42)
constant("ln10", LN10)
high = Decimal(float(1 / LN10))
constant("log10_e_high", high)
constant("log10_e_low", 1 / LN10 - high)

print("\nstruct Power {\n  double value;  ///< 2^(j/128)\n  double rest;   ///< what rounding took from it, relative to it\n};")
print("inline constexpr std::array<Power, 128> powers{{")
for j in range(128):
    exact = (LN2 * j / 128).exp()
    value = Decimal(float(exact))
    print(f"    {{{literal(value)}, {literal(exact / value - 1)}}},")
print("}};\n")

print("struct Centre {\n  double reciprocal;  ///< about 1/m for m in [1 + j/128, 1 + (j+1)/128), 1/2m from wraps_from on; at most 10 bits")
print("  double log_high;    ///< -log(reciprocal), a multiple of 2^-42\n  double log_low;\n};")
WRAPS_FROM = 53
print("inline constexpr unsigned wraps_from = " + str(WRAPS_FROM) + ";  ///< 1 + 53/128 is about sqrt(2)")
print("inline constexpr std::array<Centre, 128> centres{{")
for j in range(128):
    middle = 1 + (Decimal(j) + Decimal("0.5")) / 128
    if j >= WRAPS_FROM:
        middle /= 2
    reciprocal = on_grid(1 / middle, 9 if j < WRAPS_FROM else 8)
    # Both neighbours of 1 have the centre 1, so that log is exact to the last bits around its zero.
    if j in (0, 127):
        reciprocal = Decimal(1)
    if j >= WRAPS_FROM:
        reciprocal = reciprocal / 2
        exact = -(reciprocal * 2).ln()
    else:
        exact = -reciprocal.ln()
    log_high = on_grid(exact, 42)
    print(f"    {{{literal(reciprocal)}, {literal(log_high)}, {literal(exact - log_high)}}},")
print("}};\n\n}  // namespace fcs::elementary::detail")
