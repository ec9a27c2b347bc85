package org.moreau.proxprop;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import org.moreau.layer.ConvolutionMap;
import org.moreau.layer.DenseMap;
import org.moreau.layer.LinearLayer;
import org.moreau.layer.LinearMap;

/** The directions of one layer, and what the last one took. */
final class Directions {
  private final String name;
  private final LinearLayer layer;
  private final LinearMap map;
  private final DirectionSolver solver;
  private final boolean monitored;
  private @Nullable StepReport last;
  private boolean verified;

  Directions(String name, LinearLayer layer, DirectionSolver solver, boolean monitored) {
    this.name = name;
    this.layer = layer;
    this.map = layer.map();
    this.solver = solver;
    this.monitored = monitored;
  }

  Optional<StepReport> last() {
    return Optional.ofNullable(last);
  }

  /** Whether a parameter has a gradient, of whatever kind. */
  boolean hasGradient() {
    return layer.linearParameters().values().stream()
        .anyMatch(parameter -> parameter.grad().defined());
  }

  /** The layer's map. */
  LinearMap map() {
    return map;
  }

  /** Whether a changed cotangent y makes libtorch's A'y the direction for the input x. */
  boolean changesCotangentOnly(Tensor x, List<Boolean> trained) {
    if (!(map instanceof DenseMap) || x.numel() == 0) {
      return false;
    }
    Tensor g = torch.empty(1).expand(DenseMap.rows(x).size(0), outputs());
    DesignMatrix a = new DenseDesign(List.of(new Use(x.detach(), g)), trained(trained));
    return solver.choice(a).form() == Form.ROWS
        && solver.precision(a, Form.ROWS, isFloat(x)) == Precision.OF_THE_INPUT;
  }

  /** y of the shape of the cotangent. */
  Tensor multipliers(Use use, List<Boolean> trained) {
    DesignMatrix a = new DenseDesign(List.of(use), trained(trained));
    Tensor y = solver.multipliers(a);
    report(a, solver.choice(a), monitored ? a.adjoint(y) : null);
    return y.view_as(use.cotangent());
  }

  /** The direction of each parameter, null for those that are not trained. */
  List<@Nullable Tensor> of(List<Use> uses, List<Boolean> trained) {
    List<Use> filled = uses.stream().filter(use -> use.cotangent().numel() > 0).toList();
    return filled.isEmpty() ? nothing(trained) : ofFilled(filled, trained);
  }

  /** No examples, no step. */
  private List<@Nullable Tensor> nothing(List<Boolean> trained) {
    List<@Nullable Tensor> zeros = new ArrayList<>();
    int i = 0;
    for (Tensor parameter : layer.linearParameters().values()) {
      zeros.add(trained.get(i++) ? torch.zeros_like(parameter.detach()) : null);
    }
    return zeros;
  }

  private List<@Nullable Tensor> ofFilled(List<Use> uses, List<Boolean> trained) {
    NormalEquations equations = equations(uses, trained);
    Tensor theta;
    if (equations instanceof DesignMatrix a) {
      Form.Choice choice = solver.choice(a);
      boolean single = isFloat(uses.get(0).input());
      Precision precision = solver.precision(a, choice.form(), single);
      if (single && precision != Precision.OF_THE_INPUT) {
        List<Use> precise = uses.stream().map(Use::inDouble).toList();
        return ofFilled(precise, trained).stream()
            .map(part -> part == null ? null : part.to(ScalarType.Float))
            .collect(Collectors.toCollection(ArrayList::new));
      }
      theta =
          precision == Precision.SINGULAR_VALUES
              ? solver.bySingularValues(a)
              : solver.direction(a, choice.form());
      report(a, choice, monitored ? theta : null);
    } else {
      theta = solver.direction(equations, name);
      last =
          new StepReport(
              Form.MATRIX_FREE,
              Double.NaN,
              0,
              theta.size(1),
              monitored ? cosine(theta, equations.rightSide()) : null);
    }
    Iterator<Tensor> parameters = equations.parameters(theta).iterator();
    List<@Nullable Tensor> all = new ArrayList<>();
    for (boolean one : trained) {
      all.add(one ? parameters.next() : null);
    }
    return all;
  }

  private NormalEquations equations(List<Use> uses, List<Boolean> trained) {
    if (map instanceof DenseMap) {
      return new DenseDesign(uses, trained(trained));
    }
    List<Tensor> parameters = List.copyOf(layer.linearParameters().values());
    if (map instanceof ConvolutionMap convolution) {
      return new ConvolutionDesign(convolution, parameters.get(0).shape(), uses, trained(trained));
    }
    MapEquations equations =
        new MapEquations(name, map, parameters.stream().map(Tensor::shape).toList(), trained, uses);
    if (!verified) {
      verified = new LinearityCheck(name, map, parameters, uses.get(0).input()).passes();
    }
    return equations;
  }

  private static boolean isFloat(Tensor x) {
    return x.scalar_type().value == ScalarType.Float.value;
  }

  private static Trained trained(List<Boolean> trained) {
    return new Trained(trained.get(0), trained.size() > 1 && trained.get(1));
  }

  private long outputs() {
    return layer.linearParameters().values().iterator().next().size(0);
  }

  private void report(DesignMatrix a, Form.Choice choice, @Nullable Tensor direction) {
    last =
        new StepReport(
            choice.form(),
            choice.operations(),
            a.rows(),
            a.columns(),
            direction == null ? null : cosine(direction, a.rightSide()));
  }

  private static double cosine(Tensor a, Tensor b) {
    Tensor first = a.div(largest(a));
    Tensor second = b.div(largest(b));
    return first.mul(second).sum().div(first.norm().mul(second.norm())).item_double();
  }

  private static Tensor largest(Tensor x) {
    return x.abs().max().clamp_min(new Scalar(Double.MIN_NORMAL));
  }
}
