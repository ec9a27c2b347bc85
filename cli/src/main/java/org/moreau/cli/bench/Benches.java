package org.moreau.cli.bench;

import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.moreau.cli.study.NearestName;

/** The benches that the commands know. */
public record Benches(List<Bench> all) {
  public Benches {
    all = all.stream().sorted(Comparator.comparing(Bench::name)).toList();
  }

  /** Those on the class path. */
  public static Benches discovered() {
    return new Benches(
        ServiceLoader.load(Bench.class).stream().map(ServiceLoader.Provider::get).toList());
  }

  public List<String> names() {
    return all.stream().map(Bench::name).toList();
  }

  /**
   * The bench called {@code name}.
   *
   * @throws IllegalArgumentException if there is none, naming the nearest one
   */
  public Bench named(String name) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "there is no bench on the class path; start moreau from a checkout, where the module"
              + " benchmarks brings them");
    }
    NearestName.require("bench", name, names());
    return all.stream().filter(bench -> bench.name().equals(name)).findFirst().orElseThrow();
  }
}
