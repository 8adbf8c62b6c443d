#include "apps/viewer_model/cohort.h"

#include <algorithm>

#include "study/activation_by_visit.h"

namespace viewer {
namespace {

QString number(double value) { return QString::number(value, 'f', 2); }

QString text_of(const study::ResultRow& row) {
  auto text = number(*row.value);
  if (row.unit == "%") text += QStringLiteral(" %");
  if (row.interval) text += QStringLiteral(" [%1, %2]").arg(number(row.interval->low), number(row.interval->high));
  if (row.numerator && row.denominator) text += QStringLiteral(", %1 of %2").arg(*row.numerator).arg(*row.denominator);
  if (row.assessment.status != study::Status::ok) {
    text += QStringLiteral(" (%1)").arg(QString::fromUtf8(study::name(row.assessment.status).data()));
  }
  return text;
}

QString text_of(const study::Treatment& treatment) {
  auto text = QString::fromStdString(treatment.compound);
  if (treatment.concentration) {
    text += QStringLiteral(" %1 %2").arg(*treatment.concentration).arg(QString::fromStdString(treatment.unit));
  }
  return text;
}

/// The subject, and what tells its lines apart where the manifest fills it.
QString line_name(const study::ManifestRow& row) {
  QStringList parts{QString::fromStdString(row.subject), QString::fromStdString(row.timepoint), text_of(row.treatment),
                    text_of(row.treatment2)};
  if (row.time_h) parts += QStringLiteral("%1 h").arg(*row.time_h);
  parts += QString::fromStdString(row.replicate);
  parts.removeAll(QString{});
  return parts.join(QStringLiteral(", "));
}

CohortLine line_of(const study::ActivationRow& row, const study::ManifestRow& sample, const QStringList& visits) {
  CohortLine line{QString::fromStdString(sample.subject), line_name(sample), {}};
  bool is_parted = true;
  for (std::size_t visit = 0; visit < row.visits.size(); ++visit) {
    const auto& result = row.visits[visit];
    if (!result || !result->value) {
      is_parted = true;
      continue;
    }
    if (is_parted) line.runs.emplace_back();
    is_parted = false;
    line.runs.back().push_back(
        {visit, *result->value,
         QStringLiteral("%1, %2: %3").arg(line.name, visits[static_cast<qsizetype>(visit)], text_of(*result))});
  }
  return line;
}

}  // namespace

std::vector<EndpointChoice> endpoint_choices(const study::Study& study) {
  std::vector<EndpointChoice> choices;
  for (std::size_t panel = 0; panel < study.panels.size(); ++panel) {
    const auto& endpoints = study.panels[panel].panel.endpoints;
    for (std::size_t endpoint = 0; endpoint < endpoints.size(); ++endpoint) {
      auto label = QString::fromStdString(endpoints[endpoint].label);
      if (study.panels.size() > 1) {
        label = QStringLiteral("%1: %2").arg(QString::fromStdString(study.panels[panel].id), label);
      }
      choices.push_back({panel, endpoint, label});
    }
  }
  return choices;
}

Cohort cohort_of(const study::Study& study, const study::Manifest& manifest,
                 std::span<const study::SampleResult> samples, const EndpointChoice& choice) {
  const auto table = study::activation_by_visit(study, manifest, samples);
  const auto& endpoint = study.panels[choice.panel].panel.endpoints[choice.endpoint];
  Cohort cohort;
  cohort.axis = endpoint.statistic == "percent" ? QStringLiteral("% of %1").arg(QString::fromStdString(endpoint.of))
                                                : QStringLiteral("events");
  for (const auto& visit : table.visits) cohort.visits += QString::fromStdString(visit);
  for (const auto& row : table.rows) {
    const auto& sample = manifest.rows[row.sample];
    if (sample.panel != choice.panel || row.endpoint != choice.endpoint) continue;
    cohort.lines.push_back(line_of(row, sample, cohort.visits));
  }
  return cohort;
}

QString description(const Cohort& cohort) {
  QStringList lines;
  for (const auto& line : cohort.lines) {
    for (const auto& run : line.runs) {
      for (const auto& point : run) lines += point.text;
    }
  }
  return lines.join(QLatin1Char('\n'));
}

}  // namespace viewer
