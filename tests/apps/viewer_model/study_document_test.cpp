#include "apps/viewer_model/study_document.h"

#include <QSignalSpy>
#include <algorithm>
#include <filesystem>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gating/gatingml/read.h"
#include "gating/gatingml/write.h"
#include "tests/apps/viewer_model/hand_made_study.h"
#include "tests/support/temporary_folder.h"

namespace {

namespace fs = std::filesystem;
using testing_support::TemporaryFolder;
using viewer::StudyDocument;

const fs::path pbmc = fs::path{CYTOGATE_SAMPLE_DATA} / "pbmc";

std::unique_ptr<StudyDocument> opened(const fs::path& folder = pbmc) {
  auto study = viewer::open_study(folder);
  EXPECT_TRUE(study.has_value());
  return std::make_unique<StudyDocument>(study.value().study, study.value().manifest);
}
const gating::Gate& gate_of(const StudyDocument& document, const std::string& id) {
  return std::ranges::find(document.strategy(0).gates, id, &gating::GateNode::id)->gate;
}
gating::RectangleGate range_with_min(const StudyDocument& document, const std::string& id, double min) {
  auto gate = std::get<gating::RectangleGate>(gate_of(document, id));
  gate.sides[0].min = min;
  return gate;
}
double min_of(const StudyDocument& document, const std::string& id) {
  return std::get<gating::RectangleGate>(gate_of(document, id)).sides[0].min;
}
std::string bytes_of(const gating::Strategy& strategy) { return gating::gatingml::write(strategy).value(); }

TEST(StudyDocument, TheStepsOfADragAreOneUndoStep) {
  const auto document = opened();
  const double before = min_of(*document, "CD3pos");
  QSignalSpy changes{document.get(), &StudyDocument::gate_changed};
  const auto drag = document->next_drag();
  for (const double min : {0.42, 0.45, 0.50}) {
    ASSERT_TRUE(document->edit_gate(0, "CD3pos", range_with_min(*document, "CD3pos", min), drag, "Move").has_value());
  }
  EXPECT_EQ(changes.count(), 3);
  EXPECT_EQ(changes[0][1].toString(), "CD3pos");
  EXPECT_EQ(document->undo_stack().count(), 1);
  document->undo_stack().undo();
  EXPECT_EQ(min_of(*document, "CD3pos"), before);
  document->undo_stack().redo();
  EXPECT_EQ(min_of(*document, "CD3pos"), 0.50);
}
TEST(StudyDocument, AnotherDragIsAnotherStep) {
  const auto document = opened();
  for (const double min : {0.42, 0.45}) {
    ASSERT_TRUE(
        document->edit_gate(0, "CD3pos", range_with_min(*document, "CD3pos", min), document->next_drag(), "Move")
            .has_value());
  }
  EXPECT_EQ(document->undo_stack().count(), 2);
}
TEST(StudyDocument, ADragBackToWhereItBeganIsNoStep) {
  const auto document = opened();
  const double before = min_of(*document, "CD3pos");
  const auto drag = document->next_drag();
  for (const double min : {0.42, before}) {
    ASSERT_TRUE(document->edit_gate(0, "CD3pos", range_with_min(*document, "CD3pos", min), drag, "Move").has_value());
  }
  EXPECT_EQ(document->undo_stack().count(), 0);
  EXPECT_FALSE(document->is_modified());
}

struct Refused {
  std::string name;
  std::string gate;
  void (*change)(gating::Gate&);
  friend std::ostream& operator<<(std::ostream& out, const Refused& row) { return out << row.name; }
};
class RefusedEdit : public testing::TestWithParam<Refused> {};
TEST_P(RefusedEdit, ChangesNothingAndLeavesNoStep) {
  const auto document = opened();
  const auto before = bytes_of(document->strategy(0));
  auto gate = gate_of(*document, GetParam().gate);
  GetParam().change(gate);
  const auto refused = document->edit_gate(0, GetParam().gate, gate, 1, "Move");
  ASSERT_TRUE(refused.has_error());
  EXPECT_EQ(refused.error().code, fcs::Code::bad_gate);
  EXPECT_EQ(bytes_of(document->strategy(0)), before);
  EXPECT_EQ(document->undo_stack().count(), 0);
}
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
INSTANTIATE_TEST_SUITE_P(
    Table, RefusedEdit,
    testing::Values(Refused{"MinimumAtMaximum", "Live",
                            [](gating::Gate& gate) { std::get<gating::RectangleGate>(gate).sides[0].min = 0.513; }},
                    Refused{"MinimumNotANumber", "CD3pos",
                            [](gating::Gate& gate) { std::get<gating::RectangleGate>(gate).sides[0].min = nan; }},
                    Refused{"NoLimitLeft", "CD3pos",
                            [](gating::Gate& gate) { std::get<gating::RectangleGate>(gate).sides[0].min = -infinity; }},
                    Refused{"TwoVertices", "Singlets",
                            [](gating::Gate& gate) { std::get<gating::PolygonGate>(gate).vertices.resize(2); }},
                    Refused{"VertexAtInfinity", "Singlets",
                            [](gating::Gate& gate) { std::get<gating::PolygonGate>(gate).vertices[1].x = infinity; }},
                    Refused{
                        "DividerNotANumber", "Lineage",
                        [](gating::Gate& gate) { std::get<gating::QuadrantGate>(gate).dividers[0].values[0] = nan; }},
                    Refused{"DividersThatMeet", "Lineage",
                            [](gating::Gate& gate) {
                              std::get<gating::QuadrantGate>(gate).dividers[0].values = {0.3, 0.3};
                            }},
                    Refused{"NoDivider", "Lineage",
                            [](gating::Gate& gate) { std::get<gating::QuadrantGate>(gate).dividers[0].values = {}; }},
                    Refused{"QuadrantOnADivider", "Lineage",
                            [](gating::Gate& gate) {
                              auto& quadrants = std::get<gating::QuadrantGate>(gate);
                              quadrants.quadrants[0].positions[0].location = quadrants.dividers[0].values[0];
                            }},
                    Refused{"QuadrantNowhere", "Lineage",
                            [](gating::Gate& gate) {
                              std::get<gating::QuadrantGate>(gate).quadrants[0].positions[0].location = nan;
                            }},
                    Refused{"AnotherQuadrant", "Lineage",
                            [](gating::Gate& gate) { std::get<gating::QuadrantGate>(gate).quadrants[0].id = "new"; }},
                    Refused{"QuadrantLost", "Lineage",
                            [](gating::Gate& gate) { std::get<gating::QuadrantGate>(gate).quadrants.pop_back(); }},
                    Refused{"AnotherKind", "Singlets",
                            [](gating::Gate& gate) {
                              gate = gating::RectangleGate{{{{gating::ChannelReference{"FSC-A"}, {}, {}}, 0, 1}}};
                            }},
                    Refused{"AnotherDimension", "CD3pos",
                            [](gating::Gate& gate) {
                              std::get<gating::RectangleGate>(gate).sides[0].dimension.source =
                                  gating::ChannelReference{"CD4"};
                            }}),
    [](const auto& row) { return row.param.name; });

TEST(StudyDocument, AnEllipsoidKeepsANumberForEachDimension) {
  const auto x = viewer::test::linear("X");
  const auto y = viewer::test::linear("Y");
  const gating::EllipsoidGate ellipsoid{{x, y}, {1, 2}, {1, 0, 0, 1}, 4};
  gating::Strategy strategy;
  strategy.gates.push_back({"E", "E", {}, ellipsoid});
  const auto document = viewer::test::document_with(strategy);
  for (const auto& wrong :
       {gating::EllipsoidGate{{x, y}, {1}, {1, 0, 0, 1}, 4}, gating::EllipsoidGate{{x, y}, {1, 2}, {1, 0, 0}, 4},
        gating::EllipsoidGate{{x, y}, {1, nan}, {1, 0, 0, 1}, 4},
        gating::EllipsoidGate{{x, y}, {1, 2}, {1, 0, 0, infinity}, 4},
        gating::EllipsoidGate{{x, y}, {1, 2}, {1, 0, 0, 1}, -4}}) {
    EXPECT_TRUE(document->edit_gate(0, "E", wrong, document->next_drag(), "Move").has_error());
  }
  EXPECT_EQ(document->undo_stack().count(), 0);
  EXPECT_TRUE(document->edit_gate(0, "E", gating::EllipsoidGate{{x, y}, {3, 2}, {1, 0, 0, 1}, 4}, 1, "Move"));
}
TEST(StudyDocument, ABooleanGateHasNoNumbersToEdit) {
  gating::Strategy strategy;
  strategy.gates.push_back({"A", "A", {}, gating::RectangleGate{{{viewer::test::linear("X"), 0, 1}}}});
  strategy.gates.push_back({"Not", "Not", {}, gating::BooleanGate{gating::BooleanOperation::not_, {{"A"}}}});
  const auto document = viewer::test::document_with(strategy);
  const gating::BooleanGate dangling{gating::BooleanOperation::not_, {{"B"}}};
  EXPECT_TRUE(document->edit_gate(0, "Not", dangling, 1, "Change").has_error());
  EXPECT_EQ(document->strategy(0), strategy);
}

/// A random new shape of a random gate; now and then one that must be refused.
void edit_at_random(StudyDocument& document, std::mt19937_64& random) {
  const auto& gates = document.strategy(0).gates;
  const auto& node = gates[random() % gates.size()];
  std::normal_distribution<double> shift{0, 0.1};
  auto gate = node.gate;
  if (auto* rectangle = std::get_if<gating::RectangleGate>(&gate)) {
    auto& side = rectangle->sides[0];
    (std::isinf(side.min) ? side.max : side.min) += shift(random);
    if (random() % 10 == 0) side.max = side.min + shift(random);
  } else if (auto* polygon = std::get_if<gating::PolygonGate>(&gate)) {
    auto& vertex = polygon->vertices[random() % polygon->vertices.size()];
    vertex.x *= 1 + shift(random);
    vertex.y += 1e4 * shift(random);
    if (random() % 10 == 0) vertex.x = nan;
  } else if (auto* quadrants = std::get_if<gating::QuadrantGate>(&gate)) {
    quadrants->dividers[random() % 2].values[0] += shift(random);
  }
  const bool same_drag = random() % 3 == 0;
  (void)document.edit_gate(0, node.id, gate, same_drag ? 0 : document.next_drag(), "Move");
}

TEST(StudyDocument, FiveHundredEditsUndoneLeaveTheSameBytes) {
  const auto document = opened();
  const auto before = bytes_of(document->strategy(0));
  std::mt19937_64 random{500};
  for (int edit = 0; edit < 500; ++edit) edit_at_random(*document, random);
  const auto edited = bytes_of(document->strategy(0));
  EXPECT_NE(edited, before);
  EXPECT_GT(document->undo_stack().count(), 200);
  while (document->undo_stack().canUndo()) document->undo_stack().undo();
  EXPECT_EQ(bytes_of(document->strategy(0)), before);
  EXPECT_EQ(document->strategy(0), document->saved_strategy(0));
  EXPECT_FALSE(document->is_modified());
  while (document->undo_stack().canRedo()) document->undo_stack().redo();
  EXPECT_EQ(bytes_of(document->strategy(0)), edited);
}

TEST(StudyDocument, ASavedStudyIsReadBackEqual) {
  const TemporaryFolder folder;
  fs::copy(pbmc, folder.path(), fs::copy_options::recursive);
  const auto document = opened(folder.path());
  QSignalSpy saved{document.get(), &StudyDocument::saved};
  ASSERT_TRUE(document->edit_gate(0, "CD3pos", range_with_min(*document, "CD3pos", 0.6), 1, "Move").has_value());
  EXPECT_TRUE(document->is_modified());
  const auto done = document->save();
  ASSERT_TRUE(done.has_value()) << message(done.error());
  EXPECT_EQ(saved.count(), 1);
  EXPECT_FALSE(document->is_modified());
  const auto again = opened(folder.path());
  EXPECT_EQ(again->strategy(0), document->strategy(0));
  EXPECT_EQ(min_of(*again, "CD3pos"), 0.6);

  document->undo_stack().undo();  // past the save
  EXPECT_TRUE(document->is_modified());
  ASSERT_TRUE(document->save().has_value());
  EXPECT_NE(min_of(*opened(folder.path()), "CD3pos"), 0.6);
}
TEST(StudyDocument, ASaveThatFailsSaysWhyAndStaysModified) {
  const TemporaryFolder folder;
  fs::copy(pbmc, folder.path(), fs::copy_options::recursive);
  const auto document = opened(folder.path());
  folder.write("panels", "a file where a folder must be");
  ASSERT_TRUE(document->edit_gate(0, "CD3pos", range_with_min(*document, "CD3pos", 0.6), 1, "Move").has_value());
  const auto failed = document->save();
  ASSERT_TRUE(failed.has_error());
  EXPECT_EQ(failed.error().code, fcs::Code::cannot_write);
  EXPECT_TRUE(document->is_modified());
}

TEST(OpenFiles, MakesASampleOfEachAndSavesIntoTheDocument) {
  const TemporaryFolder folder;
  const auto strategy = folder.path() / "mine.xml";
  const auto built_in = opened();
  ASSERT_TRUE(gating::gatingml::write_file(strategy, built_in->strategy(0)).has_value());
  auto files = viewer::open_files({"a/tube.fcs", "b/tube.fcs"}, strategy, "t_cell_activation");
  ASSERT_TRUE(files.has_value()) << message(files.error());
  StudyDocument document{files.value().study, files.value().manifest};
  EXPECT_EQ(document.manifest().rows[0].sample, "tube");
  EXPECT_EQ(document.manifest().rows[1].sample, "tube (2)");
  EXPECT_EQ(document.panel(0).populations.size(), built_in->panel(0).populations.size());
  EXPECT_EQ(document.panel(0).endpoints.size(), 6U);
  ASSERT_TRUE(document.edit_gate(0, "CD3pos", range_with_min(document, "CD3pos", 0.6), 1, "Move").has_value());
  ASSERT_TRUE(document.save().has_value());
  EXPECT_EQ(gating::gatingml::read_file(strategy).value().strategy, document.strategy(0));
}
TEST(OpenFiles, WithoutADocumentABuiltInPanelCannotBeSaved) {
  auto files = viewer::open_files({"tube.fcs"}, {}, "t_cell_activation");
  ASSERT_TRUE(files.has_value());
  StudyDocument document{files.value().study, files.value().manifest};
  ASSERT_TRUE(document.edit_gate(0, "CD3pos", range_with_min(document, "CD3pos", 0.6), 1, "Move").has_value());
  EXPECT_TRUE(document.save().has_error());
  EXPECT_TRUE(document.is_modified());
}
TEST(OpenStudy, ListsAllProblems) {
  const TemporaryFolder folder;
  folder.write("study.toml",
               "id = \"X\"\nmanifest = \"m.csv\"\n[[panel]]\nid = \"nothing\"\n[[panel]]\nid = \"other\"\n");
  const auto failed = viewer::open_study(folder.path());
  ASSERT_TRUE(failed.has_error());
  EXPECT_THAT(message(failed.error()), testing::AllOf(testing::HasSubstr("nothing"), testing::HasSubstr("other")));
}

}  // namespace
