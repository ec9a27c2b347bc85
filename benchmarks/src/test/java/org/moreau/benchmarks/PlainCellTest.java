package org.moreau.benchmarks;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.moreau.cli.bench.BenchOptions;
import org.moreau.cli.bench.BenchRow;
import org.moreau.cli.study.Progress;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.Seeds;
import org.moreau.engine.StopSignal;
import org.moreau.engine.TensorData;
import org.moreau.engine.TensorScope;
import org.moreau.engine.Threads;
import org.moreau.model.ModelState;
import org.moreau.recurrent.Gru;
import org.moreau.recurrent.Lstm;
import org.moreau.recurrent.ProxGru;
import org.moreau.recurrent.ProxLstm;
import org.moreau.recurrent.SequenceLayer;

class PlainCellTest {
  @Test
  void withoutRegularisationItIsALayerOfLibtorch() {
    agrees(PlainCell.gru(4, 6, 0), new Gru(4, 6));
    agrees(PlainCell.lstm(4, 6, 0), new Lstm(4, 6));
  }

  @Test
  void itIsTheSameMapAsTheProximalLayers() {
    agrees(PlainCell.gru(4, 6, 0.3), new ProxGru(4, 6, Math.sqrt(0.3), 1));
    agrees(PlainCell.gru(6, 4, 2), new ProxGru(6, 4, Math.sqrt(2), 1));
    agrees(PlainCell.lstm(4, 6, 0.3), new ProxLstm(4, 6, Math.sqrt(0.3), 1));
    agrees(PlainCell.lstm(6, 4, 2), new ProxLstm(6, 4, Math.sqrt(2), 1));
  }

  @Test
  void theBenchReportsAnErrorWithinItsBoundAndBothRatios() {
    Threads threads = new Threads(1, 1);
    threads.apply();
    BenchOptions options =
        new BenchOptions(
            "jv", "prox-lstm", threads, new Device("cpu"), StopSignal.manual(), Progress.silent());

    BenchRow row = new ProxLstmBench().run(options).rows().get(0);

    assertTrue(row.accurate(), "error " + row.error());
    assertTrue(row.ratio() > 0 && row.extra().get("layer_ratio") > 0, row.toString());
  }

  private static <A extends Module & SequenceLayer, B extends Module & SequenceLayer> void agrees(
      A plain, B ours) {
    try (TensorScope scope = new TensorScope()) {
      Map<String, Tensor> from = ModelState.of(plain).parameters();
      ModelState.of(ours).load("the plain cell", from);
      plain.to(ScalarType.Double, false);
      ours.to(ScalarType.Double, false);
      Seeds.torch(3, "agrees");
      Tensor x = torch.randn(7, 3, plain.inputSize()).to(ScalarType.Double);
      Tensor direction = torch.randn(7, 3, plain.hiddenSize()).to(ScalarType.Double);

      Tensor expected = plain.forward(x).hidden();
      Tensor actual = ours.forward(x).hidden();
      expected.mul(direction).sum().backward();
      actual.mul(direction).sum().backward();

      assertArrayEquals(TensorData.doubles(expected), TensorData.doubles(actual), 1e-10);
      Map<String, Tensor> expectedParameters = ModelState.of(plain).parameters();
      ModelState.of(ours)
          .parameters()
          .forEach(
              (name, parameter) ->
                  assertArrayEquals(
                      TensorData.doubles(NamedTensors.get(expectedParameters, name).grad()),
                      TensorData.doubles(parameter.grad()),
                      1e-9,
                      name));
    }
  }
}
