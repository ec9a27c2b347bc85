package org.moreau.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.moreau.engine.NamedTensors;
import org.moreau.pathprox.Coupling;

/**
 * One step of gradient descent, balancing and the proximal map as the paper writes them, unit by
 * unit, for a chain of couplings of dense layers or convolutions without groups.
 */
final class PlainPathProx {
  private final Map<String, Tensor> parameters;
  private final List<Coupling> chain;

  PlainPathProx(Map<String, Tensor> parameters, List<Coupling> chain) {
    this.parameters = parameters;
    this.chain = chain;
  }

  void step(double rate, double lambda, List<String> others) {
    try (NoGradGuard guard = new NoGradGuard()) {
      for (String name : others) {
        Tensor weight = of(name);
        weight.sub_(weight.mul(new Scalar(rate * lambda)));
      }
      parameters.forEach((name, p) -> p.sub_(p.grad().mul(new Scalar(rate))));
      balance();
      for (Coupling coupling : chain) {
        Tensor w = of(coupling.input() + ".weight");
        Tensor b = of(coupling.input() + ".bias");
        Tensor v = of(coupling.output() + ".weight");
        for (long k = 0; k < w.size(0); k++) {
          double size = w.select(0, k).norm().item_double();
          w.select(0, k).div_(new Scalar(size));
          b.select(0, k).div_(new Scalar(size));
          double output = v.select(1, k).norm().item_double();
          v.select(1, k).mul_(new Scalar(Math.max(1 - rate * lambda / output, 0)));
        }
      }
    }
  }

  private void balance() {
    List<Double> norms = new ArrayList<>();
    for (Coupling coupling : chain) {
      Tensor w = of(coupling.input() + ".weight");
      Tensor v = of(coupling.output() + ".weight");
      double sum = 0;
      for (long k = 0; k < w.size(0); k++) {
        sum += w.select(0, k).norm().item_double() * v.select(1, k).norm().item_double();
      }
      norms.add(sum);
    }
    double mean = Math.exp(norms.stream().mapToDouble(Math::log).average().orElseThrow());
    double product = 1;
    for (int l = 0; l < chain.size(); l++) {
      Coupling coupling = chain.get(l);
      of(coupling.input() + ".bias").mul_(new Scalar(product));
      of(coupling.output() + ".weight").mul_(new Scalar(mean / norms.get(l)));
      product *= mean / norms.get(l);
      of(coupling.output() + ".bias").mul_(new Scalar(product));
    }
  }

  private Tensor of(String name) {
    return NamedTensors.get(parameters, name);
  }
}
