package io.katacontainers.monitor.operator.monitor;

import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.katacontainers.monitor.api.v1alpha1.KataMonitor;

/**
 * What one reconciliation has decided before it writes anything; with the KataMonitor all that dependents are made from.
 *
 * @param podMonitorKindExists whether the cluster knows PodMonitors
 */
record MonitorPlan(
        OperatorEnvironment environment,
        NodeOwnership.Claim nodes,
        RuntimeEndpoint runtimeEndpoint,
        boolean podMonitorKindExists) {

    static MonitorPlan of(
            KataMonitor monitor,
            OperatorEnvironment environment,
            NodeOwnership.Claim nodes,
            boolean podMonitorKindExists) {
        String endpoint = CollectorSettings.of(monitor, environment).runtimeEndpoint();
        return new MonitorPlan(
                environment,
                nodes,
                CollectorSettings.AUTO.equals(endpoint)
                        ? RuntimeEndpoint.of(nodes.selected().values())
                        : RuntimeEndpoint.fixed(endpoint),
                podMonitorKindExists);
    }

    void handOver(Context<KataMonitor> context) {
        context.managedWorkflowAndDependentResourceContext().put(MonitorPlan.class, this);
    }

    static MonitorPlan from(Context<KataMonitor> context) {
        return context.managedWorkflowAndDependentResourceContext().getMandatory(MonitorPlan.class, MonitorPlan.class);
    }
}
