package org.moreau.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Conv1dImpl;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv3dImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.ReLUImpl;
import org.bytedeco.pytorch.SequentialImpl;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.moreau.engine.TensorScope;

class NetworkTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = new TensorScope();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static final class Empty extends Network {}

  @Test
  void knowsLinearLayersByTheirNamesInOrder() {
    Network network = new Empty();
    network.register_module("fc", new LinearImpl(3, 2));
    network.register_module("relu", new ReLUImpl());
    Network part = network.register_module("part", new Empty());
    part.register_module("conv", new Conv2dImpl(1, 2, new LongPointer(3, 3)));
    network.register_module("line", new Conv1dImpl(1, 2, new LongPointer(new long[] {3})));
    network.register_module("solid", new Conv3dImpl(1, 2, new LongPointer(3, 3, 3)));
    SequentialImpl container = new SequentialImpl();
    container.push_back(new LinearImpl(3, 2));
    network.register_module("container", container);

    assertEquals(
        List.of("fc", "line", "solid", "part.conv"), List.copyOf(network.linearLayers().keySet()));
  }

  /** Another Java object, the same native layer. */
  @Test
  void returnsALayerWithTheSameParameters() {
    Network network = new Empty();
    LinearImpl given = new LinearImpl(3, 2);

    LinearImpl returned = network.register_module("fc", given);

    assertNotSame(given, returned);
    assertSame(returned, network.linearLayers().get("fc"));
    assertTrue(given.weight().is_same(returned.weight()));
    Tensor x = torch.randn(4, 3);
    assertTrue(torch.equal(given.forward(x), returned.forward(x)));
  }

  /** A class of the user's own may compute anything. */
  @Test
  void leavesOtherClassesAlone() {
    final class Own extends LinearImpl {
      Own() {
        super(3, 2);
      }
    }
    Network network = new Empty();
    Own own = new Own();

    assertSame(own, network.register_module("own", own));
    assertTrue(network.linearLayers().isEmpty());
  }
}
