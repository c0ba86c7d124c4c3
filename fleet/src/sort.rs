//! Sorting with a limit of memory: what does not fit goes to a folder, and is merged from there. By DataFusion,
//! which is used for nothing else.

use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::compute::SortOptions;
use arrow::datatypes::SchemaRef;
use datafusion_common::DataFusionError;
use datafusion_common::config::SpillCompression;
use datafusion_execution::config::SessionConfig;
use datafusion_execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion_execution::memory_pool::FairSpillPool;
use datafusion_execution::runtime_env::RuntimeEnvBuilder;
use datafusion_execution::{SendableRecordBatchStream, TaskContext};
use datafusion_physical_expr::expressions::Column;
use datafusion_physical_expr::{LexOrdering, PhysicalSortExpr};
use datafusion_physical_plan::ExecutionPlan;
use datafusion_physical_plan::sorts::sort::SortExec;
use datafusion_physical_plan::sorts::sort_preserving_merge::SortPreservingMergeExec;
use datafusion_physical_plan::stream::RecordBatchStreamAdapter;
use datafusion_physical_plan::streaming::{PartitionStream, StreamingTableExec};
use futures::StreamExt as _;
use tokio::runtime::Runtime;

use crate::Error;
use crate::heads::{AT, Heads, ID};
use crate::read::{Part, Table};

/// What sorting may use.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Bytes of memory for rows that are being sorted.
    pub memory: usize,
    /// Threads.
    pub threads: usize,
    /// The folder for what does not fit; none: the operating system's for temporary files.
    pub spill: Option<PathBuf>,
}

/// The threads, memory and folder that the tables of one run share.
pub(crate) struct Sorter {
    runtime: Arc<Runtime>,
    context: Arc<TaskContext>,
    threads: usize,
}

impl Sorter {
    pub(crate) fn new(limits: &Limits) -> Result<Sorter, Error> {
        let threads = limits.threads.max(1);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).build();
        let runtime =
            runtime.map_err(|error| Error::new("table/sort", "", crate::error::reason(&error)))?;
        let mode = match &limits.spill {
            None => DiskManagerMode::OsTmpDirectory,
            Some(folder) => {
                std::fs::create_dir_all(folder).map_err(|error| {
                    Error::new(
                        "table/spill",
                        &folder.to_string_lossy(),
                        crate::error::reason(&error),
                    )
                })?;
                DiskManagerMode::Directories(vec![folder.clone()])
            }
        };
        let disk =
            DiskManagerBuilder::default().with_mode(mode).with_max_temp_directory_size(u64::MAX);
        let env = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory)))
            .with_disk_manager_builder(disk)
            .build_arc()
            .map_err(|error| Error::sorting(&error))?;
        // Of the memory of each sorting thread, a part is kept for merging.
        let merge = (limits.memory / (threads * 8)).min(10 << 20);
        let config = SessionConfig::new()
            .with_spill_compression(SpillCompression::Lz4Frame)
            .with_sort_spill_reservation_bytes(merge);
        let context = TaskContext::default().with_session_config(config).with_runtime(env);
        Ok(Sorter { runtime: Arc::new(runtime), context: Arc::new(context), threads })
    }

    /// The rows of a table by customer and, of events, by moment; those without a customer first.
    pub(crate) fn sort(&self, table: &Table, heads: Heads) -> Result<Sorted, Error> {
        let failed = |error: DataFusionError| Error::sorting(&error);
        table.announce();
        let schema = Arc::clone(heads.schema());
        let parts = table.parts(self.threads);
        let parts = parts.into_iter().map(|part| -> Arc<dyn PartitionStream> {
            Arc::new(Rows { table: table.clone(), heads: heads.clone(), part })
        });
        let read = StreamingTableExec::try_new(
            Arc::clone(&schema),
            parts.collect(),
            None,
            [],
            false,
            None,
        );
        let plan: Arc<dyn ExecutionPlan> = Arc::new(read.map_err(failed)?);
        let order = [ID, AT].into_iter().filter_map(|name| {
            let place = schema.index_of(name).ok()?;
            let options = SortOptions { descending: false, nulls_first: true };
            Some(PhysicalSortExpr::new(Arc::new(Column::new(name, place)), options))
        });
        let order = LexOrdering::new(order)
            .ok_or_else(|| Error::new("table/sort", &table.file, "there is nothing to sort by"))?;
        let sort = SortExec::new(order.clone(), plan).with_preserve_partitioning(true);
        let sort = Arc::new(sort);
        let merge =
            SortPreservingMergeExec::new(order, Arc::clone(&sort) as Arc<dyn ExecutionPlan>);
        // Streams are begun within the runtime: they start tasks.
        let _guard = self.runtime.enter();
        let stream = merge.execute(0, Arc::clone(&self.context)).map_err(failed)?;
        Ok(Sorted { runtime: Arc::clone(&self.runtime), stream, sort })
    }
}

/// Batches of sorted rows.
pub(crate) struct Sorted {
    runtime: Arc<Runtime>,
    stream: SendableRecordBatchStream,
    sort: Arc<SortExec>,
}

impl Sorted {
    /// Rows that did not fit into memory so far.
    pub(crate) fn spilled(&self) -> usize {
        self.sort.metrics().and_then(|metrics| metrics.spilled_rows()).unwrap_or(0)
    }

    /// The next batch that has rows; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<RecordBatch>, Error> {
        loop {
            match self.runtime.block_on(self.stream.next()) {
                None => return Ok(None),
                Some(Ok(batch)) if batch.num_rows() == 0 => {}
                Some(Ok(batch)) => return Ok(Some(batch)),
                Some(Err(error)) => return Err(Error::sorting(&error)),
            }
        }
    }
}

/// A part of a table on its way into the sort.
#[derive(Debug)]
struct Rows {
    table: Table,
    heads: Heads,
    part: Part,
}

impl PartitionStream for Rows {
    fn schema(&self) -> &SchemaRef {
        self.heads.schema()
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let heads = self.heads.clone();
        let external = |error: Error| DataFusionError::External(Box::new(error));
        let batches: Box<dyn Iterator<Item = Result<RecordBatch, Error>> + Send> =
            match self.table.read(&self.part) {
                Ok(batches) => batches,
                Err(error) => Box::new(std::iter::once(Err(error))),
            };
        let rows =
            batches.map(move |batch| batch.and_then(|batch| heads.apply(&batch)).map_err(external));
        let stream = futures::stream::iter(rows);
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(self.heads.schema()), stream))
    }
}
