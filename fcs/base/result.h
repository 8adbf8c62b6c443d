#pragma once

#include <utility>

#include <boost/outcome/basic_result.hpp>
#include <boost/outcome/policy/terminate.hpp>
#include <boost/outcome/try.hpp>

#include "fcs/base/error.h"

namespace fcs {

/// A value or an Error. Expected failures (a file, a definition, a user's input) are values; our own bugs are asserts.
/// The one seam to swap when std::expected can be had.
template <class T>
using Result = BOOST_OUTCOME_V2_NAMESPACE::basic_result<T, Error, BOOST_OUTCOME_V2_NAMESPACE::policy::terminate>;

inline auto success() { return BOOST_OUTCOME_V2_NAMESPACE::success(); }

}  // namespace fcs

/// FCS_TRY(value, expression): declares `value` as what the Result holds, or returns its error.
#define FCS_TRY(value, ...) BOOST_OUTCOME_TRY2_SUCCESS_LIKELY(BOOST_OUTCOME_TRY_UNIQUE_NAME, auto&& value, __VA_ARGS__)
/// FCS_CHECK(expression): returns the error of a Result<void>, or goes on.
#define FCS_CHECK(...) BOOST_OUTCOME_TRYV(__VA_ARGS__)
