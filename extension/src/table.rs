//! Table-valued functions: eponymous virtual tables whose hidden columns are the arguments.

use std::borrow::Cow;
use std::ffi::{CStr, CString};
use std::os::raw::c_int;
use std::sync::Arc;

use rusqlite::types::Null;
use rusqlite::vtab::{
    Context, Filters, IndexConstraintOp, IndexInfo, Module, VTab, VTabConfig, VTabConnection,
    VTabCursor,
};
use rusqlite::{ffi, Connection, Error, Result};

use crate::engine::TableSpec;
use crate::host::Host;
use crate::value::{rows_from_js, SqlValue};

/// What a table needs to know, for as long as its module is registered.
struct Definition {
    spec: TableSpec,
    host: Arc<Host>,
}

/// Registers one table-valued function.
pub fn register(connection: &Connection, host: &Arc<Host>, spec: TableSpec) -> Result<()> {
    const MODULE: Module<'static, Table> = Module::eponymous_only_module();
    let name = spec.name.clone();
    let definition = Arc::new(Definition {
        spec,
        host: Arc::clone(host),
    });
    connection.create_module(name.as_str(), &MODULE, Some(definition))
}

#[repr(C)]
struct Table {
    base: ffi::sqlite3_vtab,
    definition: Arc<Definition>,
}

unsafe impl VTab<'_> for Table {
    type Aux = Arc<Definition>;
    type Cursor = Cursor;

    fn connect(
        db: &mut VTabConnection,
        aux: Option<&Self::Aux>,
        _module: &[u8],
        _database: &[u8],
        _table: &[u8],
        _args: &[&[u8]],
    ) -> Result<(Cow<'static, CStr>, Self)> {
        let definition = aux.cloned().ok_or(Error::InvalidQuery)?;
        db.config(VTabConfig::Innocuous)?;
        let declaration = CString::new(definition.spec.declaration.as_str())?;
        Ok((
            Cow::Owned(declaration),
            Table {
                base: ffi::sqlite3_vtab::default(),
                definition,
            },
        ))
    }

    /// The only way to read the table: with its arguments, which come first in a call and are never left out before another.
    fn best_index(&self, info: &mut IndexInfo) -> Result<bool> {
        let TableSpec {
            name,
            width,
            arities,
            ..
        } = &self.definition.spec;
        let most = arities.iter().copied().max().unwrap_or(0);
        let mut given: Vec<Option<usize>> = vec![None; most];
        let mut waiting = vec![false; most];
        for (i, constraint) in info.constraints().enumerate() {
            let argument = usize::try_from(constraint.column())
                .ok()
                .and_then(|c| c.checked_sub(*width));
            let Some(argument) = argument.filter(|argument| *argument < most) else {
                continue;
            };
            if constraint.operator() != IndexConstraintOp::SQLITE_INDEX_CONSTRAINT_EQ {
                continue;
            }
            if constraint.is_usable() {
                given[argument] = Some(i);
            } else {
                waiting[argument] = true;
            }
        }
        // An argument comes from a table that this plan reads later: another plan will do.
        if waiting
            .iter()
            .zip(&given)
            .any(|(waits, place)| *waits && place.is_none())
        {
            return Ok(false);
        }
        let count = given.iter().take_while(|place| place.is_some()).count();
        if !arities.contains(&count) {
            return Err(Error::ModuleError(format!(
                "{name}: an argument is missing"
            )));
        }
        for (argument, constraint) in given.into_iter().take(count).flatten().enumerate() {
            let mut usage = info.constraint_usage(constraint);
            usage.set_argv_index(argument as c_int + 1);
            usage.set_omit(true);
        }
        info.set_estimated_cost(10.0);
        info.set_estimated_rows(10);
        Ok(true)
    }

    fn open(&mut self) -> Result<Cursor> {
        Ok(Cursor {
            base: ffi::sqlite3_vtab_cursor::default(),
            definition: Arc::clone(&self.definition),
            args: Vec::new(),
            rows: Vec::new(),
            at: 0,
        })
    }
}

#[repr(C)]
struct Cursor {
    base: ffi::sqlite3_vtab_cursor,
    definition: Arc<Definition>,
    args: Vec<SqlValue>,
    rows: Vec<Vec<SqlValue>>,
    at: usize,
}

unsafe impl VTabCursor for Cursor {
    fn filter(&mut self, _number: c_int, _text: Option<&str>, args: &Filters<'_>) -> Result<()> {
        let TableSpec { name, index, .. } = &self.definition.spec;
        let args: Vec<_> = args.iter().collect();
        self.rows = self
            .definition
            .host
            .call(name, *index, &args, |_, value| rows_from_js(value))?;
        self.args = args.into_iter().map(SqlValue::from).collect();
        self.at = 0;
        Ok(())
    }

    fn next(&mut self) -> Result<()> {
        self.at += 1;
        Ok(())
    }

    fn eof(&self) -> bool {
        self.at >= self.rows.len()
    }

    fn column(&self, context: &mut Context, column: c_int) -> Result<()> {
        let column = column as usize;
        let width = self.definition.spec.width;
        let cells = self.rows.get(self.at);
        match cells
            .and_then(|cells| cells.get(column))
            .or_else(|| self.args.get(column.checked_sub(width)?))
        {
            Some(value) => context.set_result(value),
            None => context.set_result(&Null),
        }
    }

    fn rowid(&self) -> Result<i64> {
        Ok(self.at as i64)
    }
}
