package org.moreau.engine;

import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.global.torch;

/** Reads device names, and refuses those that this machine does not have. */
public final class Devices {
  private Devices() {}

  /**
   * The device called {@code cpu}, {@code cuda} or {@code cuda:i}.
   *
   * @throws IllegalArgumentException if the name is another, or there is no such device
   */
  public static Device parse(String name) {
    if (!name.matches("cpu|cuda(:\\d{1,3})?")) {
      throw new IllegalArgumentException("device must be cpu, cuda or cuda:i, got " + name);
    }
    NativeLibraries.load();
    if (name.startsWith("cuda")) {
      int count = torch.cuda_is_available() ? torch.cuda_device_count() : 0;
      int index = name.length() > 4 ? Integer.parseInt(name.substring(5)) : 0;
      if (index >= count) {
        throw new IllegalArgumentException(
            count == 0
                ? "device "
                    + name
                    + " is not there: this machine or this build of libtorch has no CUDA device;"
                    + " use cpu"
                : "device " + name + " is not there: the CUDA devices are 0 to " + (count - 1));
      }
    }
    return new Device(name);
  }
}
