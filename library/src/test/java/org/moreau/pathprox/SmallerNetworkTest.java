package org.moreau.pathprox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.moreau.engine.NamedTensors;
import org.moreau.engine.SafeTensors;
import org.moreau.engine.TensorData;
import org.moreau.optim.Sgd;

class SmallerNetworkTest extends PruningCase {
  @Test
  void aSmallerNetworkTrainsOnAndIsSavedAndLoaded(@TempDir Path folder) throws IOException {
    Layers network = dense();
    Tensor x = normal(7, 4);
    Couplings couplings = find(network, x);
    network.forward(x).square().sum().backward();
    new Pruning(couplings, 0.5).apply();
    assertTrue(!parameter(network, "a.weight").grad().defined());

    double first = network.forward(x).square().sum().item_double();
    try (PathProx optimizer =
        new PathProx(
            new Sgd(network.named(), Sgd.Settings.of(0.01)),
            couplings,
            new PathProx.Settings(1e-4, true, false, true))) {
      for (int step = 0; step < 20; step++) {
        optimizer.zeroGradients();
        network.forward(x).square().sum().backward();
        optimizer.step();
      }
    }
    double last = network.forward(x).square().sum().item_double();
    assertTrue(last < first, first + " -> " + last);

    Path file = folder.resolve("smaller.safetensors");
    new SafeTensors(network.named(), Map.of()).write(file);
    Layers loaded = dense();
    SmallerNetwork.load(loaded, SafeTensors.read(file).tensors());
    assertArrayEquals(
        TensorData.doubles(network.forward(x)), TensorData.doubles(loaded.forward(x)), 0);
  }

  @Test
  void valuesThatDoNotFitAreNamedAndNothingIsChanged() {
    Layers network = dense();
    Map<String, Tensor> before = NamedTensors.copy(network.named());
    Map<String, Tensor> larger = new java.util.LinkedHashMap<>(before);
    larger.put("b.weight", normal(5, 10));
    assertEquals(
        "the tensor b.weight of the smaller network must have the shape [5, 9], got [5, 10]",
        assertThrows(IllegalArgumentException.class, () -> SmallerNetwork.load(network, larger))
            .getMessage());
    Map<String, Tensor> missing = new java.util.LinkedHashMap<>(before);
    missing.put("a.weight", normal(3, 4));
    missing.remove("d.bias");
    assertEquals(
        "the smaller network has no tensor d.bias",
        assertThrows(IllegalArgumentException.class, () -> SmallerNetwork.load(network, missing))
            .getMessage());
    Map<String, Tensor> uneven = new java.util.LinkedHashMap<>(before);
    uneven.put("a.bias", normal(7));
    assertEquals(
        "the tensor a.bias of the smaller network must have an entry for each of the 9 outputs of"
            + " a.weight, got 7",
        assertThrows(IllegalArgumentException.class, () -> SmallerNetwork.load(network, uneven))
            .getMessage());
    before.forEach((name, tensor) -> assertTrue(tensor.equal(parameter(network, name)), name));
  }
}
