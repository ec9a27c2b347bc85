package org.moreau.proxprop;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv1dImpl;
import org.bytedeco.pytorch.Conv1dOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.Conv3dImpl;
import org.bytedeco.pytorch.Conv3dOptions;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.LinearOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.moreau.layer.LinearLayer;
import org.moreau.layer.Network;

/** A network that is one linear layer, with what the tests ask of it. */
final class Single extends Network {
  final LinearLayer layer;
  private final java.util.function.UnaryOperator<Tensor> forward;

  private Single(org.bytedeco.pytorch.Module module) {
    super("Single");
    org.bytedeco.pytorch.Module used = register_module("only", module);
    layer = (LinearLayer) used;
    if (used instanceof LinearImpl linear) {
      forward = linear::forward;
    } else if (used instanceof Conv1dImpl conv) {
      forward = conv::forward;
    } else if (used instanceof Conv2dImpl conv) {
      forward = conv::forward;
    } else if (used instanceof Conv3dImpl conv) {
      forward = conv::forward;
    } else {
      forward = ((org.moreau.layer.LinearMapLayer) used)::forward;
    }
    to(ScalarType.Double, false);
  }

  static Single of(org.bytedeco.pytorch.Module module) {
    return new Single(module);
  }

  static Single dense(long in, long out, boolean bias) {
    LinearOptions options = new LinearOptions(in, out);
    options.bias().put(bias);
    return new Single(new LinearImpl(options));
  }

  /** Sizes of a convolution; each list has an entry per dimension. */
  record Convolution(
      long in,
      long out,
      long groups,
      List<Long> kernel,
      List<Long> stride,
      List<Long> padding,
      List<Long> dilation,
      boolean bias) {}

  static Single convolution(Convolution c) {
    LongPointer kernel = pointer(c.kernel);
    switch (c.kernel.size()) {
      case 1 -> {
        Conv1dOptions o = new Conv1dOptions(c.in, c.out, kernel);
        o.stride().put(pointer(c.stride));
        o.padding().put(pointer(c.padding));
        o.dilation().put(pointer(c.dilation));
        o.groups().put(c.groups);
        o.bias().put(c.bias);
        return new Single(new Conv1dImpl(o));
      }
      case 2 -> {
        Conv2dOptions o = new Conv2dOptions(c.in, c.out, kernel);
        o.stride().put(pointer(c.stride));
        o.padding().put(pointer(c.padding));
        o.dilation().put(pointer(c.dilation));
        o.groups().put(c.groups);
        o.bias().put(c.bias);
        return new Single(new Conv2dImpl(o));
      }
      default -> {
        Conv3dOptions o = new Conv3dOptions(c.in, c.out, kernel);
        o.stride().put(pointer(c.stride));
        o.padding().put(pointer(c.padding));
        o.dilation().put(pointer(c.dilation));
        o.groups().put(c.groups);
        o.bias().put(c.bias);
        return new Single(new Conv3dImpl(o));
      }
    }
  }

  private static LongPointer pointer(List<Long> values) {
    LongPointer pointer = new LongPointer(values.size());
    for (int i = 0; i < values.size(); i++) {
      pointer.put(i, values.get(i));
    }
    return pointer;
  }

  Tensor forward(Tensor x) {
    return forward.apply(x);
  }

  /** Takes implicit steps although it is the last layer. */
  ImplicitSteps with(String mode, double tauTheta) {
    return new ProxProp(StepMode.parse(mode), tauTheta, ProxProp.LastLayer.IMPLICIT)
        .monitoredOn(this);
  }

  /** The gradients that a backward pass with the cotangent {@code g} leaves. */
  Map<String, Tensor> gradients(Tensor x, Tensor g) {
    clear();
    forward(x).backward(g, null, false, null);
    return gradients();
  }

  Map<String, Tensor> gradients() {
    Map<String, Tensor> gradients = new LinkedHashMap<>();
    layer
        .linearParameters()
        .forEach(
            (name, parameter) -> {
              if (parameter.grad().defined()) {
                gradients.put(name, parameter.grad().clone());
              }
            });
    return gradients;
  }

  void clear() {
    layer.linearParameters().values().forEach(parameter -> parameter.mutable_grad().reset());
  }

  void set(String name, Tensor value) {
    try (NoGradGuard guard = new NoGradGuard()) {
      layer.linearParameters().get(name).copy_(value);
    }
  }
}
