package org.moreau.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class DevicesTest {
  @Test
  void readsTheProcessor() {
    assertTrue(Devices.parse("cpu").is_cpu());
  }

  @Test
  void rejectsOtherNames() {
    for (String name : List.of("gpu", "cuda:", "cuda:x", "CPU", "", "cpu:0", "cuda:1234")) {
      var error = assertThrows(IllegalArgumentException.class, () -> Devices.parse(name));

      assertEquals("device must be cpu, cuda or cuda:i, got " + name, error.getMessage());
    }
  }

  @Test
  void missingCudaIsASentence() {
    NativeLibraries.load();
    assumeFalse(torch.cuda_is_available(), "this machine has CUDA");

    var error = assertThrows(IllegalArgumentException.class, () -> Devices.parse("cuda:0"));

    assertEquals(
        "device cuda:0 is not there: this machine or this build of libtorch has no CUDA device;"
            + " use cpu",
        error.getMessage());
  }
}
