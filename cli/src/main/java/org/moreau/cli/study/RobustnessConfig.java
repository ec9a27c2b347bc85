package org.moreau.cli.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.moreau.engine.Check;
import org.moreau.robustness.Attack;
import org.moreau.robustness.Budget;
import org.moreau.robustness.ProjectedAscent;
import org.moreau.robustness.RandomNoise;

/**
 * The settings of attacks on trained classifiers; sizes are of normalised features or embeddings.
 */
record RobustnessConfig(
    @Setting("attacks on the trained models: noise, fgsm, pgd, spsa; none if empty: they take long")
        List<String> attacks,
    @Setting("how a perturbation is measured") Budget.Norm attackNorm,
    @Setting("whether the whole sequence is measured, or each of its steps") Budget.Span attackSpan,
    @Setting("sizes of the budgets, rising; accuracy without an attack is added")
        List<String> attackSizes,
    @Setting("test sequences that are attacked, drawn by the seed; 0 for all") int attackSequences,
    @Setting("random perturbations of which noise takes the worst") int noiseTries,
    @Setting("steps of each start of pgd") int pgdSteps,
    @Setting("starts of pgd, all but the first at random") int pgdStarts,
    @Setting("steps of spsa") int spsaSteps,
    @Setting("random directions by which spsa estimates a slope") int spsaSamples) {
  private static final List<String> NAMES = List.of("noise", "fgsm", "pgd", "spsa");

  RobustnessConfig {
    attacks = List.copyOf(attacks);
    attackSizes = List.copyOf(attackSizes);
    attacks.forEach(name -> NearestName.require("attack", name, NAMES));
    if (attacks.stream().distinct().count() < attacks.size()) {
      throw new IllegalArgumentException(
          "attacks must name each once, got " + String.join(",", attacks));
    }
    List<Double> sizes = sizes(attackSizes);
    if (sizes.size() == 1) {
      throw new IllegalArgumentException("attack-sizes must have at least 1 size, got none");
    }
    for (int i = 1; i < sizes.size(); i++) {
      if (!(sizes.get(i) > sizes.get(i - 1))) {
        throw new IllegalArgumentException(
            "attack-sizes must be > 0 and rise, got " + String.join(",", attackSizes));
      }
    }
    Check.nonNegative("attack-sequences", attackSequences);
    Check.positive("noise-tries", noiseTries);
    Check.positive("pgd-steps", pgdSteps);
    Check.positive("pgd-starts", pgdStarts);
    Check.positive("spsa-steps", spsaSteps);
    Check.positive("spsa-samples", spsaSamples);
  }

  /** No attacks, and for those that are asked for the Euclidean norm of the whole sequence. */
  static RobustnessConfig none(String... sizes) {
    return new RobustnessConfig(
        List.of(), Budget.Norm.L2, Budget.Span.SEQUENCE, List.of(sizes), 500, 60, 20, 2, 10, 16);
  }

  /** With at most so many sequences attacked. */
  RobustnessConfig atMost(int sequences) {
    return new RobustnessConfig(
        attacks,
        attackNorm,
        attackSpan,
        attackSizes,
        attackSequences == 0 ? sequences : Math.min(attackSequences, sequences),
        noiseTries,
        pgdSteps,
        pgdStarts,
        spsaSteps,
        spsaSamples);
  }

  private static List<Double> sizes(List<String> texts) {
    List<Double> sizes = new ArrayList<>(List.of(0.0));
    sizes.addAll(NumberList.real("attack-sizes", texts));
    return sizes;
  }

  /** 0 and the sizes of the budgets. */
  List<Double> sizes() {
    return sizes(attackSizes);
  }

  /** The shape of the budgets, with the smallest of their sizes. */
  Budget budget() {
    return new Budget(attackNorm, attackSpan, sizes().get(1));
  }

  /** How many of {@code tested} sequences are attacked. */
  int attacked(int tested) {
    return attackSequences == 0 ? tested : Math.min(tested, attackSequences);
  }

  /** What a size is of, for an axis. */
  String measure() {
    return attackNorm == Budget.Norm.LINF
        ? "largest entry"
        : attackSpan == Budget.Span.STEP ? "L2 of each step" : "L2 of the whole sequence";
  }

  /** The attacks that are named. */
  List<Attack> all() {
    return attacks.stream().map(this::attack).toList();
  }

  private Attack attack(String name) {
    return switch (name) {
      case "noise" -> new RandomNoise(noiseTries);
      case "fgsm" -> ProjectedAscent.fgsm();
      case "pgd" -> ProjectedAscent.pgd(pgdSteps, pgdStarts);
      default -> ProjectedAscent.spsa(spsaSteps, spsaSamples);
    };
  }

  /** Settings that have no effect, and what they need. */
  Map<String, String> idle() {
    Map<String, String> idle = new LinkedHashMap<>();
    if (attacks.isEmpty()) {
      List.of("attack-norm", "attack-span", "attack-sizes", "attack-sequences")
          .forEach(key -> idle.put(key, "attacks"));
    } else if (attackNorm == Budget.Norm.LINF) {
      idle.put("attack-span", "attack-norm=l2");
    }
    for (String key :
        List.of("noise-tries", "pgd-steps", "pgd-starts", "spsa-steps", "spsa-samples")) {
      String attack = key.substring(0, key.indexOf('-'));
      if (!attacks.contains(attack)) {
        idle.put(key, "attacks=" + attack);
      }
    }
    return idle;
  }
}
