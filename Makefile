# Kata Monitor. `make` lists what there is.
SHELL := /bin/bash -o pipefail
MVN ?= mvn -B
KUBECTL ?= kubectl
IMG ?= localhost/kata-monitor:0.1.0
# Seconds that `make demo` runs; 0 for until Ctrl-C.
DEMO_SECONDS ?= 0
# no: an image that starts more slowly, and is the same from build to build.
IMAGE_CACHES ?= yes
ignore-not-found ?= true

.DEFAULT_GOAL := help

##@ General

.PHONY: help
help: ## List the targets.
	@awk 'BEGIN {FS = ":.*##"; print "Usage: make TARGET"} /^[a-zA-Z0-9_-]+:.*?##/ {printf "  %-16s%s\n", $$1, $$2} /^##@/ {printf "\n%s\n", substr($$0, 5)}' $(MAKEFILE_LIST)

##@ Use

.PHONY: demo
demo: build test-classpath ## Run the operator on a simulated cluster of a few nodes. DEMO_SECONDS=60 ends it by itself.
	exec $(SIM) io.katacontainers.monitor.sim.demo.Demo --seconds=$(DEMO_SECONDS)

##@ Build

.PHONY: build
build: ## Make the runnable tree target/kata-monitor, with caches of classes for the JVMs here.
	$(MVN) -q package -DskipTests

ROOTFS = target/image/rootfs
HOME_IN_IMAGE = $(ROOTFS)/opt/kata-monitor

.PHONY: image
image: build test-classpath ## Write target/kata-monitor-image.tar, named IMG, which containerd and docker import. No daemon, no registry.
	./src/main/image/make-rootfs target/kata-monitor $(ROOTFS)
	test $(IMAGE_CACHES) = no || $(SIM) io.katacontainers.monitor.sim.training.CacheTraining --to-be-moved \
	  --tree=$(HOME_IN_IMAGE) --store=target/image/caches --java-home=$(HOME_IN_IMAGE)/jre
	@# Jib would take files of one name and one time for the same.
	rm -rf target/jib-cache
	$(MVN) -q -Pimage jib:buildTar -Dimage.name=$(IMG)

.PHONY: format
format: ## Format the sources.
	$(MVN) -q spotless:apply

.PHONY: manifests
manifests: test-classpath ## Generate crds/ and bundle/ anew from the Java model and config/.
	$(SIM) io.katacontainers.monitor.manifests.ManifestGenerator

.PHONY: clean
clean: ## Remove what was built.
	$(MVN) -q clean

##@ Test

.PHONY: test
test: ## Run all tests that need nothing installed.
	$(MVN) verify

.PHONY: e2e
e2e: image ## Run against real containerd, Prometheus and kubectl; installs Debian's packages where they are missing.
	./.ci/install-e2e-packages
	$(MVN) verify -Pe2e

.PHONY: bench
bench: build test-classpath ## Print the costs of a scrape, of starting and of idling. BENCH_FLAGS=--quick for some minutes' worth.
	$(SIM) io.katacontainers.monitor.bench.Bench $(BENCH_FLAGS)

.PHONY: bench-jmh
bench-jmh: test-classpath ## Print what reading and merging payloads costs. BENCH_FLAGS as of JMH: -h lists them.
	$(SIM) org.openjdk.jmh.Main -rf text -rff target/bench-jmh.txt $(BENCH_FLAGS)

.PHONY: bench-operator
bench-operator: build test-classpath ## Print what the operator costs with up to 100,000 sandboxes. BENCH_FLAGS=--quick for a minute's worth.
	$(SIM) io.katacontainers.monitor.bench.operator.OperatorBench $(BENCH_FLAGS)

##@ Cluster

.PHONY: install
install: ## Install the custom resource definitions.
	$(KUBECTL) apply --server-side -k crds

.PHONY: uninstall
uninstall: ## Remove the custom resource definitions, and with them all objects.
	$(KUBECTL) delete --ignore-not-found=$(ignore-not-found) -k crds

.PHONY: deploy
deploy: ## Install the operator, with the image IMG.
	$(KUBECTL) kustomize config/default | sed 's#localhost/kata-monitor:0.1.0#$(IMG)#g' | $(KUBECTL) apply --server-side -f -

.PHONY: undeploy
undeploy: ## Remove the operator; its KataMonitors go first, as it must clean up after them.
	-$(KUBECTL) delete katamonitors --all --all-namespaces --wait --timeout=120s
	$(KUBECTL) delete --ignore-not-found=$(ignore-not-found) -k config/default

# Simulators and generators live among the tests.
SIM = $(or $(JAVA_HOME:%=%/bin/),)java -cp target/test-classes:target/classes:$$(cat target/test.classpath)

.PHONY: test-classpath
test-classpath:
	@$(MVN) -q test-compile dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile=target/test.classpath
