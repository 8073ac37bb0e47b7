fn main() -> mlua::Result<()> {
    let lua = mlua::Lua::new();
    let text: String = lua.load("return ('x'):rep(3) .. tostring(2^53) .. (pcall(error, 'e') and '' or ' caught')").eval()?;
    println!("{text}");
    Ok(())
}
