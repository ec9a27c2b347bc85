package org.moreau.cli.study;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.moreau.cli.figure.LearningCurves;
import org.moreau.cli.figure.LearningCurves.Curve;
import org.moreau.cli.figure.LearningCurves.Horizontal;
import org.moreau.cli.figure.LearningCurves.Panel;
import org.moreau.cli.figure.LearningCurves.Scale;

/** What became of all trainings of {@link PathProxSparsityStudy} for one seed. */
record SparsityPoints(PathProxSparsityConfig config, List<SparsityPoints.Point> points) {
  /** For each method: the most units removed at little loss. */
  static final String MOST_REMOVED = "most_removed";

  /** What became of one training, and of what was done with it then. */
  record Point(PathProxSparsityConfig.Candidate candidate, PrunedTraining.Result result) {
    boolean isWhole() {
      return result.diverged() == null;
    }

    double validation() {
      return result.metric(PrunedTraining.VALIDATION);
    }
  }

  /**
   * Of each method's networks that lose at most so many points of validation accuracy the one with
   * the fewest units; 0 % where there is none.
   */
  void addMostRemoved(Summary summary) {
    double best =
        points.stream()
            .filter(Point::isWhole)
            .mapToDouble(point -> point.result.metric(PrunedTraining.VALIDATION_BEFORE))
            .max()
            .orElse(Double.NaN);
    for (RegularisedTraining.Form form : config.forms()) {
      Optional<Point> most =
          of(form)
              .filter(point -> point.validation() >= best - config.allowedLoss())
              .max(Comparator.comparingDouble(point -> point.result.removed()));
      summary.add(form.key, MOST_REMOVED, most.map(p -> p.result.removed()).orElse(0.0));
      most.ifPresent(
          point -> {
            point.candidate.facts().forEach((fact, x) -> summary.add(form.key, fact, (Double) x));
            point.result.metrics().forEach((metric, x) -> summary.add(form.key, metric, x));
          });
    }
  }

  /** The metrics of each training in a row of its own. */
  void addAll(Summary summary) {
    for (Point point : points) {
      String row = point.candidate.name();
      if (point.isWhole()) {
        point.result.metrics().forEach((metric, value) -> summary.add(row, metric, value));
      } else {
        summary.diverged(row, PrunedTraining.TEST);
      }
    }
  }

  /** Whether any training did not diverge. */
  boolean anyWhole() {
    return points.stream().anyMatch(Point::isWhole);
  }

  /** The validation accuracy of the method's best network after pruning; NaN where all diverge. */
  double bestValidation(RegularisedTraining.Form form) {
    return of(form).mapToDouble(Point::validation).max().orElse(Double.NaN);
  }

  private Stream<Point> of(RegularisedTraining.Form form) {
    return points.stream().filter(point -> point.isWhole() && point.candidate.form() == form);
  }

  /** Draws error by sparsity, and sparsity by lambda. */
  void figure(StudyContext context, String label) throws IOException {
    List<Curve> error = new ArrayList<>();
    List<Curve> removed = new ArrayList<>();
    for (RegularisedTraining.Form form : config.forms()) {
      List<Point> own = of(form).toList();
      if (!own.isEmpty()) {
        error.add(errorBySparsity(form.key, own));
        removed.add(removedByLambda(form.key, own));
      }
    }
    if (error.isEmpty()) {
      return;
    }
    LearningCurves.write(
        context.folder().figure("figure-5.png"),
        "PathProx, Figure 5; "
            + label
            + ", seed "
            + context.seed()
            + (context.quick() ? " (quick: not comparable)" : ""),
        List.of(
            new Panel(
                "Best network with so many units removed, or more",
                "test error (%)",
                ImageFigures.scale(error),
                new Horizontal("removed units (%)", Scale.LINEAR),
                error),
            new Panel(
                "Units removed, at the best learning rate",
                "removed units (%)",
                Scale.LINEAR,
                new Horizontal("λ", Scale.LOGARITHMIC),
                removed)),
        RegularisedTraining.Form.keys());
  }

  /** At each share of removed units the network of the best validation accuracy from there on. */
  private static Curve errorBySparsity(String method, List<Point> points) {
    List<Double> levels =
        points.stream().map(point -> point.result.removed()).distinct().sorted().toList();
    List<Double> errors = new ArrayList<>();
    for (double level : levels) {
      Point best = best(points.stream().filter(point -> point.result.removed() >= level));
      errors.add(100 - best.result.metric(PrunedTraining.TEST));
    }
    return new Curve(method, levels, errors, List.of());
  }

  private static Curve removedByLambda(String method, List<Point> points) {
    List<Double> lambdas =
        points.stream().map(point -> point.candidate.lambda()).distinct().sorted().toList();
    List<Double> removed = new ArrayList<>();
    for (double lambda : lambdas) {
      removed.add(
          best(points.stream().filter(point -> point.candidate.lambda() == lambda))
              .result
              .removed());
    }
    return new Curve(method, lambdas, removed, List.of());
  }

  private static Point best(Stream<Point> points) {
    return points.max(Comparator.comparingDouble(Point::validation)).orElseThrow();
  }
}
