package io.katacontainers.monitor;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(name = "operator")
final class OperatorCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        return 1;
    }
}
