package org.moreau.cli.study;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.moreau.engine.Check;
import org.moreau.layer.StepSize;
import org.moreau.representation.Agreement;
import org.moreau.representation.Dcca;
import org.moreau.representation.Dccae;
import org.moreau.representation.MultiviewMethod;
import org.moreau.representation.ProxNet;
import org.moreau.representation.Rrm;
import org.moreau.representation.Vanilla;

/** The methods of multiview learning by the names that they have in settings and results. */
enum MultiviewForm {
  VANILLA("vanilla"),
  DCCA("dcca"),
  DCCAE("dccae"),
  RRM("rrm"),
  RRM_ANNEALED("rrm-annealed"),
  PROX_NET("prox-net"),
  PROX_NET_RRM("prox-net-rrm");

  /**
   * What the methods leave open.
   *
   * @param reconstruction the weight of the reconstruction error in DCCAE
   * @param agreement the weight of the agreement in RRM
   * @param annealed the same where it falls, at the start
   * @param proxNet the same in {@code prox-net-rrm}; the published code has 1
   * @param alpha0 λ of ProxNet's layer at the start
   * @param k of λ_t = (1 + k t) α₀ of the layer, and of the annealing
   */
  record Constants(
      double reconstruction,
      double agreement,
      double annealed,
      double proxNet,
      double alpha0,
      double k) {
    /** A weight of 0 would make one method of two. */
    Constants {
      Check.positive("dccae-weight", reconstruction);
      Check.positive("rrm-weight", agreement);
      Check.positive("rrm-annealed-weight", annealed);
      Check.positive("prox-net-rrm-weight", proxNet);
      Check.positive("alpha0", alpha0);
      Check.positive("k", k);
    }

    private StepSize step() {
      return new StepSize.Scheduled(alpha0, k);
    }
  }

  final String key;

  MultiviewForm(String key) {
    this.key = key;
  }

  /** The keys, in the order of the paper's tables. */
  static List<String> keys() {
    return Arrays.stream(values()).map(form -> form.key).toList();
  }

  /**
   * Reads the setting {@code methods}, which must name each of them once.
   *
   * @throws IllegalArgumentException if there is no such method
   */
  static List<MultiviewForm> all(List<String> keys) {
    keys.forEach(key -> NearestName.require("method", key, keys()));
    if (keys.isEmpty() || keys.stream().distinct().count() < keys.size()) {
      throw new IllegalArgumentException(
          "methods must name at least one method, each once, got " + String.join(",", keys));
    }
    return keys.stream()
        .map(
            key ->
                Arrays.stream(values())
                    .filter(form -> form.key.equals(key))
                    .findFirst()
                    .orElseThrow())
        .toList();
  }

  /**
   * Settings without effect where only the methods {@code keys} are trained, and what they need.
   */
  static Map<String, String> idle(List<String> keys) {
    Map<String, List<String>> users = new LinkedHashMap<>();
    users.put("dccae-weight", List.of(DCCAE.key));
    users.put("rrm-weight", List.of(RRM.key));
    users.put("rrm-annealed-weight", List.of(RRM_ANNEALED.key));
    users.put("prox-net-rrm-weight", List.of(PROX_NET_RRM.key));
    users.put("alpha0", List.of(PROX_NET.key, PROX_NET_RRM.key));
    users.put("k", List.of(RRM_ANNEALED.key, PROX_NET.key, PROX_NET_RRM.key));
    users.put("components", keys().stream().filter(key -> !key.equals(VANILLA.key)).toList());
    Map<String, String> idle = new LinkedHashMap<>();
    users.forEach(
        (setting, own) -> {
          if (Collections.disjoint(own, keys)) {
            idle.put(setting, "methods=" + String.join(" or ", own));
          }
        });
    return idle;
  }

  /** The method for codes that agree as {@code agreement} says. */
  MultiviewMethod method(Agreement agreement, Constants constants) {
    return switch (this) {
      case VANILLA -> new Vanilla();
      case DCCA -> new Dcca(agreement);
      case DCCAE -> new Dccae(agreement, constants.reconstruction);
      case RRM -> new Rrm(agreement, constants.agreement, 0);
      case RRM_ANNEALED -> new Rrm(agreement, constants.annealed, constants.k);
      case PROX_NET -> new ProxNet(agreement, constants.step());
      case PROX_NET_RRM -> new ProxNet(agreement, constants.step(), constants.proxNet);
    };
  }
}
