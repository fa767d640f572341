package io.katacontainers.monitor.bench;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** What all threads of another JVM have allocated, those that ended included. To ask takes some ten kilobytes there. */
final class AllocationCounter implements AutoCloseable {
    /** Those before tell of threads that live, one by one. */
    static final int OLDEST_JDK = 21;

    private final JMXConnector connector;

    @SuppressWarnings("BanJNDI") // the address is that of a process of this very user, who was asked for it just now
    AllocationCounter(long pid) throws IOException {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException("the collector's JVM cannot be asked what it allocates", e);
        }
    }

    /** Since its start. */
    long bytes() throws IOException {
        try {
            return (Long) connector
                    .getMBeanServerConnection()
                    .getAttribute(new ObjectName("java.lang:type=Threading"), "TotalThreadAllocatedBytes");
        } catch (JMException e) {
            throw new IOException("the collector's JVM does not tell what it allocates", e);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
