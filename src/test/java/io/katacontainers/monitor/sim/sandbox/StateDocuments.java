package io.katacontainers.monitor.sim.sandbox;

/** State files in the form that the runtimes give them, cut to the parts with a meaning. */
final class StateDocuments {
    private static final String GO = """
            {"PersistVersion":2,"State":"running","GuestMemoryBlockSizeMB":128,"GuestMemoryHotplugProbe":false,\
            "SandboxContainer":"@ID@","SandboxCgroupPath":"/kubepods/burstable/kata_@ID@","OverheadCgroupPath":"",\
            "Devices":null,"HypervisorState":{"BlockIndexMap":{"0":{}},"Type":"@SAVED@","UUID":\
            "7f1a9fbc-5e3b-4d5a-9bbd-1d3b1a6f0c11","APISocket":"","Bridges":[{"DeviceAddr":{},"Type":"pci",\
            "ID":"pci-bridge-0","Addr":2}],"HotpluggedVCPUs":null,"HotpluggedMemory":0,"VirtiofsDaemonPid":4242,\
            "Pid":4243,"HotPlugVFIO":"no-port","ColdPlugVFIO":"no-port"},"AgentState":{"URL":"vsock://830455376:1024"},\
            "Network":{"NetworkID":"/var/run/netns/cni-@ID@","Endpoints":null,"NetworkCreated":false},\
            "Config":{"HypervisorType":"@HYPERVISOR@","HypervisorConfig":{"NumVCPUs":1,"DefaultMaxVCPUs":8,\
            "MemorySize":2048,"DefaultBridges":1,"HypervisorMachineType":"q35","SharedFS":"virtio-fs","Debug":false},\
            "KataAgentConfig":{"LongLiveConn":true,"UseVSock":false},"NetworkConfig":{"NetworkID":"",\
            "NetworkCreated":false,"DisableNewNetwork":false,"InterworkingModel":2},"ShmSize":67108864,\
            "SharePidNs":false,"SandboxCgroupOnly":true,"DisableGuestSeccomp":true,"ContainerConfigs":[{"ID":"@ID@",\
            "Annotations":{"io.katacontainers.pkg.oci.container_type":"pod_sandbox"},"RootFs":"","Resources":{}}]}}
            """;

    private static final String RUNTIME_RS = """
            {
              "hypervisor": {
                "api_socket": "",
                "cached_block_devices": [],
                "config": {
                  "cpu_info": {
                    "default_maxvcpus": 8,
                    "default_vcpus": 1.0
                  },
                  "memory_info": {
                    "default_memory": 2048
                  },
                  "path": "/opt/kata/bin/@HYPERVISOR@"
                },
                "guest_protection_to_use": "NoProtection",
                "hypervisor_type": "@HYPERVISOR@",
                "id": "@ID@",
                "jailed": false,
                "jailer_root": "",
                "netns": "/var/run/netns/cni-@ID@",
                "passfd_listener_port": null,
                "pid": null,
                "run_dir": "/run/kata/@ID@/run",
                "uuid": "",
                "virtiofs_daemon_pid": 0,
                "vm_path": "/run/kata/@ID@"
              },
              "resource": {
                "cgroup_state": {
                  "overhead_path": "",
                  "path": "/kata_@ID@",
                  "sandbox_cgroup_only": true
                },
                "endpoint": []
              },
              "sandbox_type": "VIRTCONTAINER"
            }""";

    private StateDocuments() {}

    /** {@code persist.json}; a remote hypervisor saves no type of its own. */
    static String go(String id, String hypervisor) {
        return GO.replace("@ID@", id)
                .replace("@SAVED@", hypervisor.equals("remote") ? "" : hypervisor)
                .replace("@HYPERVISOR@", hypervisor);
    }

    /** {@code state.json}. */
    static String runtimeRs(String id, String hypervisor) {
        return RUNTIME_RS.replace("@ID@", id).replace("@HYPERVISOR@", hypervisor);
    }
}
