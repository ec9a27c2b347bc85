package org.moreau.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.cli.CommandLineHarness.Result;
import org.moreau.cli.bench.Bench;
import org.moreau.cli.bench.BenchOptions;
import org.moreau.cli.bench.BenchReport;
import org.moreau.cli.bench.BenchRow;

class BenchCommandTest {
  private final Path folder;

  BenchCommandTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private record FakeBench(@Nullable Double error) implements Bench {
    @Override
    public String name() {
      return "fake";
    }

    @Override
    public String title() {
      return "nothing against nothing";
    }

    @Override
    public List<String> cases() {
      return List.of("jv", "har");
    }

    @Override
    public List<String> methods() {
      return List.of("prox-lstm");
    }

    @Override
    public BenchReport run(BenchOptions options) {
      List<BenchRow> rows =
          cases().stream()
              .filter(options::includesCase)
              .map(c -> new BenchRow(c, "prox-lstm", "lstm", 30, 4, error, 1e-4, Map.of("gb", 2.0)))
              .toList();
      return new BenchReport(rows);
    }
  }

  private Result bench(@Nullable Double error, Object... args) {
    return new CommandLineHarness(folder, List.of(new FakeBench(error))).run(args);
  }

  @Test
  void showsRatioAndError() {
    Result result = bench(1e-6, "bench", "fake");

    assertEquals(ExitCode.DONE, result.code(), result.err());
    assertTrue(result.out().contains("7.50  1.0e-06  1.0e-04  2.00"), result.out());
  }

  @Test
  void jsonHasTheAgreedForm() throws IOException {
    Result result = bench(1e-6, "bench", "fake", "--json", "--case", "har", "--threads", 1);

    JsonNode json = new ObjectMapper().readTree(result.out());
    assertEquals("fake", json.get("bench").asText());
    assertEquals(1, json.get("threads").asInt());
    assertEquals(1, json.get("blas_threads").asInt());
    assertEquals(1, json.get("rows").size());
    JsonNode row = json.get("rows").get(0);
    assertEquals("har", row.get("case").asText());
    assertEquals("prox-lstm", row.get("method").asText());
    assertEquals("lstm", row.get("baseline").asText());
    assertEquals(30, row.get("ms").asDouble());
    assertEquals(4, row.get("baseline_ms").asDouble());
    assertEquals(7.5, row.get("ratio").asDouble());
    assertEquals(1e-6, row.get("error").asDouble());
  }

  @Test
  void anErrorAboveItsBoundFails() {
    Result large = bench(1e-3, "bench", "fake", "--case", "jv");
    Result undefined = bench(Double.NaN, "bench", "fake");

    assertEquals(ExitCode.FAILED, large.code());
    assertEquals("moreau: jv prox-lstm: error 1.0e-03 is above its bound 1.0e-04\n", large.err());
    assertEquals(ExitCode.FAILED, undefined.code());
  }

  @Test
  void aRowWithoutAnErrorPasses() {
    assertEquals(ExitCode.DONE, bench(null, "bench", "fake").code());
  }

  @Test
  void namesTheNearestBenchCaseAndMethod() {
    Result name = bench(0.0, "bench", "fakes");
    Result caseName = bench(0.0, "bench", "fake", "--case", "jw");
    Result method = bench(0.0, "bench", "fake", "--method", "proxlstm");

    assertEquals("moreau: unknown bench fakes; did you mean fake?\n", name.err());
    assertTrue(caseName.err().contains("did you mean jv? (valid: jv, har)"), caseName.err());
    assertTrue(method.err().contains("did you mean prox-lstm?"), method.err());
    assertEquals(ExitCode.USAGE, name.code());
    assertEquals(ExitCode.USAGE, caseName.code());
    assertEquals(ExitCode.USAGE, method.code());
  }
}
